"""What languages look like: their scripts, their commonest small words, and the letters they add to a to z.

Small words (articles, pronouns, prepositions, the first words of a chat) make up a third to a half of any sentence and
hardly ever stand in names, so a few dozen of them tell a language from its neighbours without a model, in the memory of
a short list. Words are lower case, split at apostrophes and hyphens: ``l'homme`` is ``l`` and ``homme``.

Source:
    Written for this file from the closed word classes of each language's grammar; no corpus was counted. What it is
    worth is measured in ``tests/pipeline/test_languages.py`` and stated in docs/policies.md.
"""

from __future__ import annotations

# Scripts by language; what is not named here is written in Latin letters. Names are Unicode's (`regex` has them).
SCRIPTS: dict[str, tuple[str, ...]] = {
    "am": ("Ethiopic",), "ar": ("Arabic",), "as": ("Bengali",), "be": ("Cyrillic",), "bg": ("Cyrillic",),
    "bn": ("Bengali",), "el": ("Greek",), "fa": ("Arabic",), "gu": ("Gujarati",), "he": ("Hebrew",),
    "hi": ("Devanagari",), "hy": ("Armenian",), "ja": ("Han", "Hiragana", "Katakana"), "ka": ("Georgian",),
    "kk": ("Cyrillic",), "km": ("Khmer",), "kn": ("Kannada",), "ko": ("Hangul",), "ky": ("Cyrillic",), "lo": ("Lao",),
    "mk": ("Cyrillic",), "ml": ("Malayalam",), "mn": ("Cyrillic", "Mongolian"), "mr": ("Devanagari",),
    "my": ("Myanmar",), "ne": ("Devanagari",), "or": ("Oriya",), "pa": ("Gurmukhi",), "ps": ("Arabic",),
    "ru": ("Cyrillic",), "si": ("Sinhala",), "sr": ("Cyrillic", "Latin"), "ta": ("Tamil",), "te": ("Telugu",),
    "th": ("Thai",), "ti": ("Ethiopic",), "uk": ("Cyrillic",), "ur": ("Arabic",), "yi": ("Hebrew",),
    "zh": ("Han", "Bopomofo"),
}  # fmt: skip

# Scripts in which one character is a syllable or a word.
DENSE_SCRIPTS = ("Han", "Hiragana", "Katakana", "Hangul", "Bopomofo")

# Letters beyond a to z that words of the language have; for English those of its loanwords.
LETTERS: dict[str, str] = {
    "af": "êëéèôöûüïî", "ca": "àèéíïòóúüç", "cs": "áčďéěíňóřšťúůýž", "da": "æøåé", "de": "äöüßé",
    "en": "éèêëïçñâôîöü", "es": "áéíóúüñ", "et": "äöõüšž", "fi": "äöå", "fr": "àâæçéèêëîïôœùûüÿ", "ga": "áéíóú",
    "hr": "čćđšž", "hu": "áéíóöőúüű", "id": "é", "is": "áðéíóúýþæö", "it": "àèéìíîòóù", "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž", "ms": "é", "nl": "éëïóöüèê", "no": "æøåéòôó", "pl": "ąćęłńóśźż",
    "pt": "áâãàçéêíóôõúü", "ro": "ăâîșțşţ", "sk": "áäčďéíĺľňóôŕšťúýž", "sl": "čšž", "sq": "çë", "sr": "čćđšž",
    "sv": "åäöé", "sw": "", "tl": "ñ", "tr": "çğıiöşüâî",
    "vi": "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
}  # fmt: skip

# Words, separated by spaces.
WORDS: dict[str, str] = {
    "af": "die en van het nie is ek jy hy sy ons julle hulle dat vir met op aan dit wat was sal kan my jou om te"
          " hierdie maar ook nog baie asseblief dankie hallo waar wanneer hoe",
    "be": "і у не на я што з як гэта ён яна мы вы яны але для па за ці так быў была ёсць мне мяне мой ад да пра"
          " толькі яшчэ калі дзякуй ласка прывітанне",
    "bg": "и в на не се да за от е с че по са ще как но какво това аз ти той тя ние вие те съм беше има няма към"
          " при до много моля благодаря здравейте искам моят",
    "ca": "el la els les un una i de del dels que en per amb no és són està hi ha com més però si jo tu ell"
          " nosaltres em et es meu meva seva aquest aquesta quan on molt gràcies hola bon dia vull tinc",
    "cs": "a se v na je že s z do to o i jak ale by jsem jsi jsou byl byla ve za pro k po si tak co když který"
          " která mi mě můj moje prosím děkuji dobrý den nebo jen už není mám chci",
    "da": "og i jeg det at en den til er som på de med han af for ikke der var mig sig men et har om vi min havde"
          " ham hun nu over da fra du ud sin dem os op man hans hvor eller hvad skal selv her alle vil blev kunne"
          " ind når være dog noget ville jo deres efter ned skulle denne dette mit også under have dig hej tak"
          " venligst",
    "de": "der die das und ist ich nicht ein eine einen einem einer zu den dem des mit sich auf für von im in es an"
          " als auch wie sie er wir ihr mich mir mein meine meinen dein sein war hat haben werden wird sind bei nach"
          " aus aber oder wenn dass noch nur kann können bitte danke hallo guten tag gibt um am vom zum zur über"
          " möchte habe was wo wann warum kein keine schon sehr heute ihre ihren unser",
    "en": "the of and to a in is it you that he was for on are with as i his they be at one have this from or had"
          " by but not what all were we when your can said there use an each which she do how their if will up about"
          " out many then them these so some her would make like him into has look more my me than been who its now"
          " did get may am us our any just know want need please thank thanks hello hi hey yes no ok okay could"
          " should where why because also very too here don doesn didn isn wasn won t s m ll ve re d let sure good"
          " other only after",
    "es": "el la los las un una unos unas y de del que en por para con no es son está están soy eres hay como más"
          " pero si sí yo tú él ella nosotros ustedes me te se le les lo mi mis tu su sus este esta esto ese esa"
          " cuando donde muy gracias hola buenos buenas días tardes favor quiero quisiera tengo puede puedo necesito"
          " al ya sin sobre entre porque fue era ser también hasta desde qué cómo cuál mismo llamo ha he han",
    "et": "ja ei on et see ma sa ta me te nad mis kui ka oli aga või siis ning minu sinu tema oma kas selle seda"
          " mida kus palun tere aitäh tänan väga veel ole olen saab",
    "fi": "ja on ei että se hän oli minä sinä me te he mutta ovat niin kun kuin tämä myös jos vain mitä joka sen"
          " ole olen minun sinun hänen voi mukaan jo kanssa sekä tai kiitos hei moi missä kyllä nyt haluan tarvitsen"
          " olisi voisitko",
    "fr": "le la les un une des et de du que qui en pour avec ne pas est sont suis dans sur au aux par ce cette ces"
          " il elle nous vous ils elles je tu on se mon ma mes ton ta son sa ses votre vos notre leur mais ou où si"
          " plus comme tout très bonjour merci bien avoir être été avez ai as a ont fait quand quoi donc c d j l m n"
          " s qu t y voudrais peux puis sans plaît",
    "ga": "an agus na ar i is ag tá le do go ní bhí sé sí mé tú siad seo sin ach nó mar ó faoi leis aige gach conas"
          " raibh dia duit maith agat",
    "hr": "i u je na se da su za od s ne što kao iz o to ja ti on ona mi vi oni ali sam si smo ste bio bila koji"
          " koja koje ili samo kako moj moja hvala molim dobar dan do po pri već još nije ima ovo",
    "hu": "a az és nem is hogy egy van volt meg de ha csak ezt azt már mint én te ő mi ti ők vagy kell lehet nagyon"
          " köszönöm kérem szia jó napot hol mikor mit nincs vagyok neked nekem ki be el mert",
    "id": "yang dan di ini itu dengan untuk tidak dari saya anda kamu dia kami kita mereka ke pada adalah akan bisa"
          " ada sudah juga atau karena seperti oleh telah saja apa bagaimana terima kasih tolong halo selamat nya"
          " mau belum",
    "is": "og að í á er sem ekki ég þú hann hún við þið það en um til af með fyrir var hafa eru mér mig sér hver"
          " hvað takk halló góðan daginn þetta vera",
    "it": "il lo la i gli le un uno una e di del della dei che in per con non è sono sei siamo c da dal al alla su"
          " come più ma se io tu lui lei noi voi loro mi ti si ci mio mia tuo suo questo questa quando dove molto"
          " grazie ciao buongiorno prego vorrei ho hai ha nel nella anche essere stato cosa perché quale l d delle"
          " degli",
    "lt": "ir yra ne kad su iš į tai aš tu jis ji mes jūs jie bet kaip ar už nuo iki buvo mano savo prašau ačiū"
          " labas diena tik dar labai kur kada ką dėl arba man",
    "lv": "un ir no uz ar ka tas es tu viņš viņa mēs jūs viņi bet kā par nav bija mans savu lūdzu paldies sveiki"
          " labdien vai tikai ļoti kur kad ko lai pie man",
    "mk": "и во на не се да за од е со дека по ќе како но што ова јас ти тој таа ние вие тие сум беше има нема ги"
          " го им многу молам благодарам здраво мојот",
    "nl": "de het een en van ik te dat die in is niet zijn op aan met voor er maar om hem dan zou of wat mijn men"
          " dit zo door over ze zich bij ook tot je mij uit der daar haar naar heb hoe heeft hebben deze u want nog"
          " zal me zij nu geen omdat iets worden toch al waren veel meer doen moet ben zonder kan hun dus alles"
          " onder ja wordt wil hallo dank bedankt alstublieft graag wij jullie waar wanneer goedemorgen",
    "no": "og i jeg det at en et den til er som på de med han av ikke der så var meg seg men ett har om vi min mitt"
          " ha hadde hun nå over da ved fra du ut sin dem oss opp man kan hans hvor eller hva skal selv sjøl her"
          " alle vil bli ble blitt kunne inn når være kom noen noe ville dere deres kun ja etter ned skulle denne"
          " for deg hei takk vennligst ikkje eg",
    "pl": "i w nie na się z do to że jest jak o a co po tak za od ale czy przez są dla ja ty on ona my wy oni jego"
          " jej mój moja moje być był była mi mnie już tylko może proszę dziękuję dzień dobry cześć gdzie kiedy"
          " bardzo jestem ten ta mam chcę który która",
    "pt": "o a os as um uma e de do da dos das que em por para com não é são está sou há como mais mas se eu tu ele"
          " ela nós vocês você me te lhe meu minha seu sua este esta isto quando onde muito obrigado obrigada olá"
          " bom dia favor quero gostaria tenho pode posso preciso no na nos nas ao à já sem sobre também foi ser ter"
          " até qual",
    "ro": "și de la în a nu este sunt o un cu că pe din pentru mai ce eu tu el ea noi voi ei se am ai are mă îmi"
          " meu mea dar sau dacă cum unde când foarte mulțumesc bună ziua vă rog fi fost să al ale lui aș vreau care"
          " si sa",
    "ru": "и в не на я что с как это он она мы вы они но для по за или да так был была есть мне меня мой моя от к у"
          " из о бы же то все ещё только если спасибо пожалуйста здравствуйте привет где когда очень нет вас вам его",
    "sk": "a sa v na je že s z do to o aj ako ale by som si sú bol bola vo za pre k po tak čo keď ktorý ktorá mi ma"
          " môj moja prosím ďakujem dobrý deň alebo len už nie mám chcem",
    "sl": "in je v na se da so za z ne ki pa kot iz o to jaz ti on ona mi vi oni ampak sem si smo ste bil bila ali"
          " samo kako moj moja hvala prosim dober dan do po pri že še ni lahko tudi kaj kje",
    "sq": "dhe në e i të me për një nuk është që nga si ai ajo unë ti ne ju ata por ka jam kam kjo ky im ime"
          " faleminderit lutem përshëndetje ku kur shumë mund do jo po",
    "sr": "и у је на се да су за од с не што као из о то ја ти он она ми ви они али сам си смо сте био била који"
          " која или само како мој моја хвала молим добар дан",
    "sv": "och i att det som en på är av för med till den har de inte om ett han men var jag sig från vi så kan när"
          " hon under också efter eller nu sin där vid mot ska skulle kommer ut får finns vara hade alla andra"
          " mycket mig min mitt mina du dig din hej tack snälla vill behöver hur vad",
    "sw": "na ya wa kwa ni za katika la kuwa hii cha vya yake si hiyo ili hapa mimi wewe yeye sisi ninyi wao lakini"
          " kama pia asante tafadhali habari jambo yangu sana nini wapi",
    "tl": "ang ng sa na mga at ay ako ikaw siya kami tayo sila ito iyon hindi may para kung pero po opo ko mo niya"
          " namin natin nila ni si kay nang din rin lang naman salamat kumusta paano saan kailan gusto",
    "tr": "ve bir bu da de için ile ne ben sen o biz siz onlar mi mı mu mü değil var yok ama gibi daha çok kadar"
          " olan olarak sonra teşekkürler teşekkür lütfen merhaba nasıl nerede benim senin istiyorum adım her şey ki"
          " ise veya",
    "uk": "і в не на я що з як це він вона ми ви вони але для по за чи так був була є мені мене мій моя від до про"
          " тільки ще якщо дякую будь ласка привіт вітаю де коли дуже ні та й із у або",
    "vi": "và của là có không cho được với trong một các những này đó tôi bạn anh chị em ông bà chúng họ để khi"
          " người đã đang sẽ rất nhưng hoặc nếu như cảm ơn xin chào vui lòng ở đâu gì nào thì từ",
    # Arabic letters
    "ar": "في من على إلى أن لا ما هذا هذه التي الذي هو هي أنا أنت نحن كان كانت مع عن قد لم لن كل أو و بعد قبل بين"
          " حتى إذا شكرا مرحبا السلام عليكم فضلك كيف أين متى اسمي يا",
    "fa": "و در به از که را این با است برای آن یک خود تا بر هم نیز می من تو او ما شما آنها بود شد کرد نیست هستم"
          " دارم لطفا سلام ممنون متشکرم کجا چه چگونه های",
    "ur": "کے میں کی ہے اور سے کا کو پر یہ نے ہیں کہ وہ بھی ایک نہیں ہو تھا تھی ہوں آپ ہم میرا میری شکریہ براہ کرم"
          " کیا کہاں کب کیسے لیے",
    # Devanagari
    "hi": "के में की है और से का को पर यह ने हैं कि वह भी एक नहीं हो था थी हूँ हूं आप हम मैं मेरा मेरी मुझे धन्यवाद"
          " कृपया नमस्ते क्या कहाँ कब कैसे लिए तो जो",
    "mr": "आहे आणि हे ते मी तू तो ती आम्ही तुम्ही या चा ची चे मध्ये ला नाही आहेत होता होती माझा माझे माझी काय कुठे"
          " कधी कसे धन्यवाद कृपया नमस्कार पण साठी व",
    "ne": "को मा छ र हो यो त्यो म तिमी तपाईं हामी उनी छन् छैन थियो पनि लाई बाट एक मेरो के कहाँ कहिले कसरी धन्यवाद"
          " कृपया नमस्ते गर्न लागि तर वा",
}  # fmt: skip
WORDS["ms"] = WORDS["id"] + " awak boleh tak lah sila encik puan hendak kerana"
WORDS["bs"] = WORDS["hr"]
WORDS["nb"] = WORDS["nn"] = WORDS["no"]
LETTERS["bs"] = LETTERS["hr"]
LETTERS["nb"] = LETTERS["nn"] = LETTERS["no"]
WORDS["sr"] = WORDS["sr"] + " " + WORDS["hr"]

# Languages that can be told: by words of their own, or because no other has their script.
TOLD: tuple[str, ...] = tuple(sorted({*WORDS, *SCRIPTS}))

"""What a lane does to a batch, and what it remembers of those before it.

The work is one revision of the run. Another may come at any time; the lane takes it between batches. What is remembered
is a function of the raw log alone: a lane that never stopped, and one that has just opened and reads the log again,
know the same. It belongs to a revision and a position, and counts only once that position is committed.
"""

from __future__ import annotations

from tidegate.errors import TemporaryFault
from tidegate.kafka import commit
from tidegate.kafka.attempts import Attempt, Killers
from tidegate.kafka.away import Away
from tidegate.kafka.ports import Source, Work
from tidegate.kafka.quarantine import Quarantiner
from tidegate.records import Failure, Outcomes, RawBatch, Reason, Stage
from tidegate.wire import RunSpecification


class LaneWork:
    """The work of one lane, and its context.

    ``revision`` is what is done now; ``context`` what is remembered at the committed position; ``killers`` what is not
    read again for that.

    Args:
        work: The revision to begin with.
        partition: Number of the input partition.
        source: The raw log, read again to warm the context.
        away: How long a temporary fault is borne.
    """

    def __init__(self, work: Work, partition: int, source: Source, away: Away) -> None:
        self.revision = self._wanted = work
        self.context: object = None
        self.killers = Killers()
        self._context_at: tuple[int, int] | None = None  # (revision, position) that the context belongs to
        self._partition = partition
        self._source = source
        self._away = away

    @property
    def specification(self) -> RunSpecification:
        return self.revision.specification

    @property
    def quarantiner(self) -> Quarantiner:
        return self.revision.quarantiner

    def swap(self, work: Work) -> None:
        """Another revision; it counts once it is taken."""
        self._wanted = work

    def take(self) -> Work:
        """Go on with the newest revision, which is returned."""
        self.revision = self._wanted
        return self.revision

    async def warm(self, start: int) -> None:
        """Remember what a lane that never stopped would remember at this position.

        Raises:
            ClientFault: The raw log could not be read.
        """
        if self._context_at == (self.specification.revision, start):
            return
        context = self.revision.empty_context(self._partition)
        reach = self.revision.reach_records
        if reach:
            async for batch in self._source.read_back(max(0, start - reach, self.killers.behind), start):
                context = await self.revision.warm(context, self.killers.without(batch))
        self.keep(context, start)

    def keep(self, context: object, position: int) -> None:
        """This is remembered at a position, which is committed."""
        self.context, self._context_at = context, (self.specification.revision, position)

    def beside(self, attempt: Attempt | None = None) -> str:
        """What is committed beside an offset. Without a context nothing is read again, so no killer is named."""
        killers = str(self.killers) if self.revision.reach_records else ""
        return " ".join(word for word in (str(attempt or ""), killers) if word)

    async def process(self, batch: RawBatch) -> tuple[Outcomes, object]:
        """Ask the pipeline. Returns the outcomes, and what is remembered once they are committed.

        Raises:
            TemporaryFault: The same batch may pass later.
            OutcomesBroken: Whatever else it raised, or outcomes that are not one for each record: it must not pass.
        """
        try:
            outcomes, context = await self.revision.process(batch, self.context)
            commit.check(outcomes, batch)
        except TemporaryFault:
            if not (self._away.too_long() and self.quarantiner.gives_up):
                raise
            return commit.quarantine_all(batch, Failure(Stage.DETECT, Reason.TEMPORARY_FAULT)), await self.after(batch)
        except commit.OutcomesBroken:
            raise
        except Exception as error:
            raise commit.OutcomesBroken(f"the pipeline raised {type(error).__name__}") from None
        self._away.over()
        return outcomes, context

    async def after(self, batch: RawBatch) -> object:
        """What is remembered behind a batch that was not processed: it stands in the raw log all the same."""
        return await self.revision.warm(self.context, batch)

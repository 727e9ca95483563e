"""The script of the run API's own documentation, with its base URL changed; run by `test_files`.

    python run_api_script.py URL API_KEY FILE

Uploads the file, creates an anonymization run, polls it until it has SUCCEEDED or FAILED, and downloads what it made.
Prints one JSON object: the run, and the file's bytes as hex digits.
"""

from __future__ import annotations

import json
import sys
import time

import requests

base, key, path = sys.argv[1:]
headers = {"Authorization": f"Bearer {key}"}

with open(path, "rb") as file:
    dataset = requests.post(f"{base}/v1/datasets", files={"file": file}, headers=headers, timeout=60)
dataset.raise_for_status()

url = f"{base}/api/dataframer/anonymization-runs/"

payload = {
    "dataset_id": dataset.json()["id"],
    "pii_types": ["email", "phone_number"],
    "detection_method": "heuristics",
    "mask_config": {"email": "<EMAIL>"},
    "threshold": 0.3,
}
headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

response = requests.post(url, json=payload, headers=headers, timeout=60)
response.raise_for_status()

run = response.json()
deadline = time.monotonic() + 90
while run["status"] not in ("SUCCEEDED", "FAILED") and time.monotonic() < deadline:
    time.sleep(0.2)
    run = requests.get(f"{url}{run['id']}/", headers=headers, timeout=60).json()

content = b""
for made in run["anonymized_files"]:
    answer = requests.get(f"{base}/v1/runs/{run['id']}/files/{made['id']}", headers=headers, timeout=60)
    answer.raise_for_status()
    content += answer.content
print(json.dumps({"run": run, "content": content.hex()}))

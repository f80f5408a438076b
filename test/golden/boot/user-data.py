#!/usr/bin/python3
# Makes this machine the hub DC1-SP1.
import datetime
import hashlib
import hmac
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import time
import urllib.parse
import urllib.request

HUB = "DC1-SP1"
ADDRESS = "192.0.2.7"
REGION = "us-east-1"
BUNDLE_URL = "https://s3.us-east-1.amazonaws.com/bucket/bundle.gz"
BUNDLE_SHA256 = "0000000000000000000000000000000000000000000000000000000000000000"
PARAMETERS_URL = "https://ssm.us-east-1.amazonaws.com/"
METADATA = "http://169.254.169.254"
FOLDER = "/opt/hubshift/bundle"
KEYS_FOLDER = "/etc/hubshift/keys"
KEYS = {
    "hub.key": "/hubshift/dc1/hub",
    "link.key": "/hubshift/dc1/link/DC1-SP1",
}


def ask(url, method="GET", headers=None, body=None):
    request = urllib.request.Request(url, data=body, headers=headers or {}, method=method)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return answer.read()


# The address of a hub changes once while it boots, and a new role is not known everywhere at once.
def retry(work, attempts=9):
    for attempt in range(attempts):
        try:
            return work()
        except OSError as error:
            if attempt == attempts - 1:
                sys.exit(f"hubshift: {error}")
            time.sleep(min(2 ** attempt, 30))


def credentials():
    age = {"X-aws-ec2-metadata-token-ttl-seconds": "300"}
    token = {"X-aws-ec2-metadata-token": ask(METADATA + "/latest/api/token", "PUT", age).decode()}
    roles = METADATA + "/latest/meta-data/iam/security-credentials/"
    return json.loads(ask(roles + ask(roles, headers=token).decode().strip(), headers=token))


# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
# Another endpoint than AWS's own is named as all of AWS's clients take it:
# https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
def signed(service, method, url, body, extra):
    own = credentials()
    if "AWS_ENDPOINT_URL" in os.environ:
        url = os.environ["AWS_ENDPOINT_URL"] + urllib.parse.urlsplit(url).path
    parts = urllib.parse.urlsplit(url)
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    digest = hashlib.sha256(body).hexdigest()
    headers = {
        "host": parts.netloc,
        "x-amz-content-sha256": digest,
        "x-amz-date": now,
        "x-amz-security-token": own["Token"],
        **extra,
    }
    names = ";".join(sorted(headers))
    lines = [f"{name}:{headers[name]}" for name in sorted(headers)]
    canonical = "\n".join([method, parts.path, "", *lines, "", names, digest])
    scope = f"{now[:8]}/{REGION}/{service}/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = ("AWS4" + own["SecretAccessKey"]).encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={own['AccessKeyId']}/{scope}, SignedHeaders={names}, Signature={signature}"
    )
    return ask(url, method, headers, body or None)


def fetch_bundle():
    content = retry(lambda: signed("s3", "GET", BUNDLE_URL, b"", {}))
    if hashlib.sha256(content).hexdigest() != BUNDLE_SHA256:
        sys.exit("hubshift: the bundle is not the one that was deployed")
    shutil.rmtree(FOLDER, ignore_errors=True)
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        archive.extractall(FOLDER)


def fetch_keys():
    body = json.dumps({"Names": sorted(KEYS.values()), "WithDecryption": True}).encode()
    headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": "AmazonSSM.GetParameters"}
    found = json.loads(retry(lambda: signed("ssm", "POST", PARAMETERS_URL, body, headers)))
    if found["InvalidParameters"]:
        sys.exit("hubshift: there is no parameter " + ", ".join(found["InvalidParameters"]))
    values = {parameter["Name"]: parameter["Value"] for parameter in found["Parameters"]}
    os.makedirs(KEYS_FOLDER, mode=0o700, exist_ok=True)
    for file, name in KEYS.items():
        with open(os.path.join(KEYS_FOLDER, file), "w") as out:
            out.write(values[name].strip() + "\n")


os.umask(0o077)
fetch_bundle()
fetch_keys()
subprocess.run(["/bin/bash", FOLDER + "/hub/install.sh", HUB, ADDRESS, REGION], check=True)

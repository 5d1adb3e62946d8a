#!/usr/bin/env python3
"""verify_chain.py DIR KEYFILE... verifies an exported audit log: audit-format.md a second time, without state files."""
import base64, hashlib, hmac, json, os, re, struct, sys
EXIT = {code: exit for exit, codes in {  # everything else is evidence of tampering
    4: "UNKNOWN_KEY NO_KEY UNSUPPORTED_KEY_MODE EXTRA_HEADER UNEXPECTED_TAIL UNLISTED_FILE", 6: "FILE_LIMIT",
    5: "UNREADABLE_FILE UNKNOWN_KIND", 3: "MISSING_HEAD MISSING_TAIL UNKNOWN_SCHEMA EMPTY"}.items() for code in codes.split()}
NAMES = {1: "TAMPERED", 4: "NOT_TRUSTED", 5: "UNREADABLE", 6: "LIMIT_EXCEEDED", 3: "INCOMPLETE", 0: "VERIFIED"}  # worst first
DESCRIPTION = re.compile(rb"winnow-chain v1\norigin ([^\n]+)\nkey-mode (static|ratchet)\nkey-id [a-z0-9][a-z0-9._-]{0,63}\n"
                         rb"guarantee (exactly_once_v2|at_least_once)\n")
class Refused(Exception): pass
def sha(*parts): return hashlib.sha256(b"".join(parts)).digest()
def mac(key, *parts): return hmac.new(key, b"".join(parts), hashlib.sha256).digest()
def hkdf(key, info): return mac(mac(bytes(32), key), info, b"\x01")
def lp(x): return b"\xff" * 4 if x is None else struct.pack(">I", len(x)) + x
def root_key(path):
    text = re.sub(r"(?m)^\s*(#.*)?\n", "", open(path, encoding="ascii").read())
    return base64.b64decode(re.fullmatch(r"winnow-key v1 \S+ (\S+)\s*", text)[1], validate=True)
class Bytes:
    def __init__(self, data): self.data, self.at = data, 0
    def take(self, n):
        if self.at + n > len(self.data): raise Refused("UNREADABLE_FILE")
        self.at += n
        return self.data[self.at - n:self.at]
    def number(self, form): return struct.unpack(">" + form, self.take(struct.calcsize(form)))[0]
    def prefixed(self, limit):
        if limit < (n := self.number("I")) < 0xffffffff: raise Refused("FILE_LIMIT")
        return None if n == 0xffffffff else self.take(n)

def records(path):
    with open(path, "rb") as file:
        if file.read(9) != b"WNWCHAIN\x01": raise Refused("UNREADABLE_FILE")
        while length := file.read(4):
            if len(length) < 4 or (n := struct.unpack(">I", length)[0]) < 26: raise Refused("UNREADABLE_FILE")
            if n > 26 + (1 << 20) + (16 << 20) + 64 * (6 + 255 + (1 << 16)): raise Refused("FILE_LIMIT")
            b = Bytes(file.read(n))
            b.take(16)  # offset and timestamp
            key, headers = b.prefixed(1 << 20), []
            if (count := b.number("H")) > 64: raise Refused("FILE_LIMIT")
            for _ in range(count):
                if (size := b.number("H")) > 255: raise Refused("FILE_LIMIT")
                headers.append((b.take(size), b.prefixed(1 << 16)))
            value = b.prefixed(16 << 20)
            if b.at != n: raise Refused("UNREADABLE_FILE")
            yield key, headers, value

def verify(path, row, roots, find):
    cids, adopted, unproven, proven, total = [bytes.fromhex(row["cid"])], None, 0, 0, 0
    due, link, session, closed, first = None, None, 0, False, None
    known, pending, suspect = {bytes(32)}, set(), None
    for index, (key, headers, value) in enumerate(records(path)):
        ours = [v for name, v in headers if name == b"winnow-audit"]
        if len(ours) < len(headers) or len(ours) > 1: find("REPEATED_HEADER" if len(ours) > 1 else "EXTRA_HEADER", due)
        h = (ours[0] or b"") if ours else None
        if h is None or len(h) != 138: find("MISSING_HEADER" if h is None else "BAD_HEADER_LENGTH", due); continue
        version, kind, s, epoch, seq = struct.unpack(">BBIIQ", h[:18])
        if version != 1: find("UNREADABLE_FILE" if index == 0 else "BAD_VERSION", due); continue
        if seq >> 63: find("BAD_HEADER", due); continue
        if not 1 <= kind <= 13: find("UNKNOWN_KIND", seq)
        schema, prev, tag, total = h[42:74], h[74:106], h[106:], total + 1
        if kind == 1:
            cid, text = sha(b"winnow/v1/chain\0", value or b""), DESCRIPTION.fullmatch(key or b"")
            if cid != prev or seq != 0 or s != 1 or not text: find("BAD_GENESIS", seq)
            if cid != cids[0] or text and text[1].decode("latin1") != row["origin"]: find("WRONG_CHAIN", seq)
            if text and text[2] == b"ratchet": find("UNSUPPORTED_KEY_MODE", seq)
            cids += [cid, prev]
        d = sha(b"winnow/v1/body\0", h[26:74], lp(key), lp(value))
        good = None
        for root, cid in [adopted] if adopted else [(r, c) for r in roots for c in cids[:4]]:
            chain_key = hkdf(root, b"winnow/v1/chain-key\0" + cid)
            k = mac(chain_key, b"winnow/v1/static-mac\0", struct.pack(">I", s))
            if hmac.compare_digest(mac(k, b"winnow/v1/entry\0", cid, h[:106], d), tag): good = (root, cid)
        if good and not adopted:
            adopted = good
            if unproven: find("BAD_MAC", 0); first, due, link, session = max(0, seq - unproven), seq, None, 0
        if adopted and not good:  # nothing in it is believed
            find("BAD_MAC", seq)
            if seq == due: suspect, due, link = (due, link), due + 1, None
            continue
        proven, unproven = proven + bool(good), unproven + (not good)
        if due is None: first = due = seq
        if index == 0 and seq == 0 and kind != 1: find("BAD_GENESIS", 0)
        if suspect and seq == suspect[0] and due == seq + 1: due, link = suspect
        if seq < due: find("DUPLICATE", seq); continue
        if seq > due: find("GAP", due)
        elif link and prev != link: find("BAD_LINK", seq)
        for code, is_so in (("AFTER_CLOSE", closed), ("SESSION_BACKWARDS", s < session), ("BAD_EPOCH", epoch)):
            if is_so: find(code, seq)
        due, link, session, closed = seq + 1, tag, max(s, session), closed or kind == 13
        if kind == 7: known.add(sha(key or b"")); pending.discard(sha(key or b""))
        if kind in (1, 7): pending |= {schema} - known
        elif (pending or schema not in known) and first == 0: find("UNKNOWN_SCHEMA", seq)
    if pending: find("UNKNOWN_SCHEMA", due)
    if not total: find("EMPTY", None)
    elif not proven: find("UNKNOWN_KEY" if roots else "NO_KEY", first)
    if first: find("MISSING_HEAD", 0)
    if (due or 0) <= row["to"]: find("MISSING_TAIL", due)
    if (due or 0) - 1 > row["to"] >= 0: find("UNEXPECTED_TAIL", row["to"] + 1)

def main(directory, *key_files):
    roots, codes = [root_key(f) for f in key_files], []
    def find(code, seq): codes.append(code); print("FINDING", code, "" if seq is None else seq)
    try:
        rows = json.load(open(os.path.join(directory, "manifest.json"), encoding="utf-8"))["chains"]
    except (OSError, ValueError, KeyError, TypeError):
        rows = []; find("UNREADABLE_FILE", None)
    if not rows: find("EMPTY", None)
    listed = {row["file"] for row in rows}
    if any(name.endswith(".chain") and name not in listed for name in os.listdir(directory)): find("UNLISTED_FILE", None)
    for row in rows:
        path = os.path.join(directory, os.path.basename(row["file"]))
        try:
            if sha(open(path, "rb").read()).hex() != row["sha256"]: find("FILE_CHANGED", None)
            verify(path, row, roots, find)
        except (Refused, OSError) as e: find(str(e) if isinstance(e, Refused) else "UNREADABLE_FILE", None)
    found = {EXIT.get(code, 1) for code in codes} | {0}
    result = next(code for code in NAMES if code in found)
    print("VERDICT", NAMES[result])
    return result
if __name__ == "__main__": sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 1 else 2)

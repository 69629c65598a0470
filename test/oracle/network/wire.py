"""A bad wire between two interfaces of this network namespace: wire.py LEFT RIGHT SEED
What happens to a TCP segment is decided by the port number of the server it goes to or comes from; all else passes untouched."""

import heapq
import random
import select
import socket
import struct
import sys
import time

LOSS, REORDER, DUPLICATE, DELAY = 'loss', 'reorder', 'duplicate', 'delay'
# Ports from 9100 on: what the wire does, and how long it is in seconds.
HABITS = {
    9101: ({DELAY}, 0.015),
    9102: ({LOSS}, 0.002),
    9103: ({REORDER}, 0.004),
    9104: ({DUPLICATE}, 0.001),
    9105: ({LOSS, REORDER, DUPLICATE}, 0.005),
    9106: ({LOSS, REORDER}, 0.0),
}


def port_of(frame):
    kind = struct.unpack_from('>H', frame, 12)[0]
    if kind == 0x0800 and frame[23] == 6:
        at = 14 + (frame[14] & 15) * 4
    elif kind == 0x86DD and frame[20] == 6:
        at = 54
    else:
        return None
    ports = struct.unpack_from('>HH', frame, at)
    return next((port for port in ports if port in HABITS), None)


def arrivals(chance, habits, now):
    """When copies of a frame arrive."""
    kinds, length = habits
    if LOSS in kinds and chance.random() < 0.04:
        return []
    due = now + length
    if REORDER in kinds and chance.random() < 0.1:
        due += chance.choice([0.0005, 0.002, 0.012])
    if DUPLICATE in kinds and chance.random() < 0.1:
        return [due, due + chance.choice([0, 0.0003, 0.003])]
    return [due]


def main():
    left, right, seed = sys.argv[1:]
    chance = random.Random(int(seed))
    ends = []
    for name in (left, right):
        end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        end.bind((name, 3))
        ends.append(end)
    waiting = []
    count = 0
    print('ready', flush=True)
    while True:
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            _, _, end, frame = heapq.heappop(waiting)
            try:
                end.send(frame)
            except OSError:
                pass  # the other end is gone: so is the frame
        patience = max(0, waiting[0][0] - time.monotonic()) if waiting else 1
        for end in select.select(ends, [], [], patience)[0]:
            frame, (_, _, kind, _, _) = end.recvfrom(70000)
            if kind == socket.PACKET_OUTGOING:
                continue
            habits = HABITS.get(port_of(frame), (set(), 0))
            for due in arrivals(chance, habits, time.monotonic()):
                count += 1
                heapq.heappush(waiting, (due, count, ends[1] if end is ends[0] else ends[0], frame))


main()

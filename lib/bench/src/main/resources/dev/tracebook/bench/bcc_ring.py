# BCC Python's ring buffer: the same program, drained at each line of the input.
import sys, time
from bcc import BPF
text, child = open(sys.argv[1]).read(), sys.argv[2]
bpf = BPF(text=text, cflags=["-DCHILD=" + child])
rows = []
events = bpf["events"]
def take(ctx, data, size):
    e = events.event(data)
    rows.append((e.ts, e.pid, e.tid, e.latency, e.comm))
events.open_ring_buffer(take)
print("ready", flush=True)
for line in sys.stdin:
    rows.clear()
    start = time.thread_time_ns()
    bpf.ring_buffer_consume()
    print(time.thread_time_ns() - start, len(rows), flush=True)

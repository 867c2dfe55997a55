# BCC Python's compiler: compiles what each line of the input names, and tells the time it took.
import sys, time
from bcc import BPF
print("ready", flush=True)
for line in sys.stdin:
    text = open(line.strip()).read()
    start = time.perf_counter_ns()
    BPF(text=text).cleanup()
    print(time.perf_counter_ns() - start, flush=True)

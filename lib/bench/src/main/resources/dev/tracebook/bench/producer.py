# Calls getppid() as often as each line of the input says, and answers.
import os, sys
getppid = os.getppid
for line in sys.stdin:
    for _ in range(int(line)):
        getppid()
    print("done", flush=True)

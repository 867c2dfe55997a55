# shellcheck shell=bash
# How the kernel's JVM is run: the arrays java, archive and main. Sourced by script/kernel and
# script/kernel-archive, which must agree on every option that an archive depends on.
#
# TRACEBOOK_CLASSPATH  classes to run, for tests (default: what the build made)
# TRACEBOOK_JAVA_OPTS  more options for the JVM, such as -Xmx8g

kernel_java=$(command -v "${JAVA_HOME:+$JAVA_HOME/bin/}java")
kernel_target=$home/lib/kernel/target
# One archive for each JVM and each build of the class path; a JVM ignores one that is not its own.
kernel_archive=$kernel_target/cds/$(stat -L -c '%Y-%s-%i' "$kernel_java" "$kernel_target"/tracebook-kernel.jar 2>/dev/null | tr '\n' '-' || true)kernel

java=("$kernel_java" -Xmx4g --enable-native-access=ALL-UNNAMED
  # Class redefinition loads an agent into this process when it is first needed; javadoc of our own
  # classes needs JShell's list of sources.
  -Djdk.attach.allowAttachSelf=true -XX:+EnableDynamicAgentLoading
  --add-opens jdk.jshell/jdk.jshell=ALL-UNNAMED
  # The optimising compiler stays out of the way of the first cells, but not of the reading of events.
  -XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000 -XX:Tier4CompileThreshold=150000
  -XX:Tier4BackEdgeThreshold=400000 -XX:CompileCommand=quiet
  '-XX:CompileCommand=CompileThresholdScaling,dev.tracebook.ring.*::*,0.1'
  '-XX:CompileCommand=CompileThresholdScaling,dev.tracebook.table.*::*,0.1'
  -Djava.awt.headless=true -Dorg.slf4j.simpleLogger.defaultLogLevel=warn
  -Dtracebook.sources="$home/lib/tracebook/src/main/java")
kernel_release=$(dirname "$(dirname "$(readlink -f "$kernel_java")")")/release
kernel_major=0
if [ -r "$kernel_release" ] && [[ $(<"$kernel_release") =~ JAVA_VERSION=\"([0-9]+) ]]; then
  kernel_major=${BASH_REMATCH[1]}
fi
if [ "$kernel_major" -ge 23 ]; then
  # Since JDK 23 the JVM warns of what libraries do with sun.misc.Unsafe, in the middle of a user's cell.
  java+=(--sun-misc-unsafe-memory-access=allow)
fi
# Not a word on an archive that does not fit: the kernel starts without it. Since JDK 25 it keeps the linked classes
# and the profiles of methods too (JEP 514, 515).
quiet=(-Xlog:disable -Xlog:all=error:stderr)
if [ "$kernel_major" -ge 25 ]; then
  archive_use=(-XX:AOTCache="$kernel_archive" "${quiet[@]}")
  archive_make=(-XX:AOTCacheOutput="$kernel_archive.new" "${quiet[@]}")
else
  archive_use=(-XX:SharedArchiveFile="$kernel_archive" -Xshare:auto "${quiet[@]}")
  archive_make=(-XX:ArchiveClassesAtExit="$kernel_archive.new" "${quiet[@]}")
fi
archive=()
if [ -z "${TRACEBOOK_CLASSPATH:-}" ] && [ -f "$kernel_archive" ]; then
  archive=("${archive_use[@]}")
fi
kernel_jars=("$kernel_target"/tracebook-kernel.jar "$kernel_target"/libs/*.jar)
main=(-cp "${TRACEBOOK_CLASSPATH:-$(IFS=:; echo "${kernel_jars[*]}")}")
# shellcheck disable=SC2206 # the options are words
main+=(${TRACEBOOK_JAVA_OPTS:-} dev.tracebook.kernel.Main)

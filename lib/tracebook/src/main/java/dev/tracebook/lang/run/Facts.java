package dev.tracebook.lang.run;

import java.time.Duration;
import java.util.List;

/**
 * What is to know of a run.
 *
 * @param events events that came
 * @param lost events that found the ring full
 * @param full updates of maps that were full
 * @param nested runs of a probe that came in between another one's and gave way
 * @param divided divisions by zero, whose result was 1
 * @param cut loops that were cut off at their limit
 * @param unprinted characters that were not kept
 * @param unkeptRows printed values that were not kept
 * @param exitCode what exit() was given
 * @param duration how long it ran
 * @param probes where it was attached
 * @param skipped where it could not be attached, with the reason
 */
public record Facts(
    long events,
    long lost,
    long full,
    long nested,
    long divided,
    long cut,
    long unprinted,
    long unkeptRows,
    int exitCode,
    Duration duration,
    List<String> probes,
    List<String> skipped) {}

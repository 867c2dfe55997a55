package dev.tracebook.lang.run;

import dev.tracebook.table.KeyedHistogram;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/**
 * What a map holds at one time.
 *
 * @param table a row an entry, or a bin of a histogram
 * @param text as bpftrace prints it
 * @param histograms of a map filled by hist() or lhist(), else null
 * @param folded of a map that counts by stacks the count of each, the frames from the outermost on
 *     with semicolons between; else null
 * @param total how many events are counted in it, -1 where its values do not tell
 */
public record MapResult(
    Table table,
    String text,
    @Nullable KeyedHistogram histograms,
    @Nullable Map<String, Long> folded,
    long total) {}

package dev.winnow.topology.settings;

import dev.winnow.schemas.output.OutputFormat;
import dev.winnow.triage.band.Band;

/**
 * Alerts once more, in a consumer's format. Folded alerts are left out: they are counted in the alert that opened the fold
 * and in the cluster, and every one stands on the alert topic.
 *
 * @param topic topic name
 * @param format sink format
 * @param minimumBand lowest band that is written
 */
public record OutputTopic(String topic, OutputFormat format, Band minimumBand) {}

package dev.winnow.triage.feedback;

/**
 * The record that brought a verdict, so that whatever becomes of it later names its own place.
 *
 * @param topic where it was read, with partition and offset
 * @param timeMillis time stamp of the record; 0 where it has none
 */
public record InputRecord(String topic, int partition, long offset, long timeMillis) {}

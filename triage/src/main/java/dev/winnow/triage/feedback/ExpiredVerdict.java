package dev.winnow.triage.feedback;

/**
 * A verdict that waited in vain; a dead letter.
 *
 * @param record the record that brought it
 * @param why what did not come, for people
 */
public record ExpiredVerdict(Verdict verdict, InputRecord record, String why) {}

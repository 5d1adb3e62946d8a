package dev.winnow.detectors.segment;

/**
 * A member of an ensemble that could not do its work; the others went on.
 *
 * @param detector name of the member
 * @param cause what happened, one printable line
 */
public record MemberFailure(String detector, String cause) {}

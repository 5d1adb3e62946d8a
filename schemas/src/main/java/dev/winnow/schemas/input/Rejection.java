package dev.winnow.schemas.input;

/**
 * Why a record was refused.
 *
 * @param code stable code with an entry in {@code docs/errors.md}, for example {@code INP-003}
 * @param reason what is required and what was found; never the raw event
 */
public record Rejection(String code, String reason) {}

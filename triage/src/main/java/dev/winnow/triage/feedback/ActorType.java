package dev.winnow.triage.feedback;

/** Who decides: a person, a program that decides for itself, or a fixed rule. */
public enum ActorType {
    /** A newer client named a kind that this version does not know. */
    UNKNOWN,
    HUMAN,
    AGENT,
    RULE
}

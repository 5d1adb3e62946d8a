package dev.winnow.app.config;

/** What the application promises about each input record. */
public enum Guarantee {
    /** Decisions, state and audit entries of a record become visible together, once. */
    EXACTLY_ONCE_V2,
    /**
     * A record may be decided again after a failure. The audit chain's guarantee is off, and its first entry says so.
     */
    AT_LEAST_ONCE;

    /** Kafka's word for it. */
    public String kafkaName() {
        return SettingTypes.enumText(this);
    }
}

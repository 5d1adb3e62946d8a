package dev.winnow.detectors.feature;

/** How one feature is read off an event and its entity's past. Immutable; changes nothing but {@link Frame#rarityKeys}. */
@FunctionalInterface
interface Op {
    /** The value; NaN where the event, or its past, does not give one. */
    double value(Frame frame);
}

package dev.winnow.detectors.drift;

/**
 * Most entities of a segment no longer look as they used to.
 *
 * @param refusedShare share of the window's events that were refused, 0 to 1
 * @param windowEvents events that it rests on
 * @param entities entities in the window
 * @param entitiesShifted entities most of whose events were refused
 */
public record DriftAlarm(double refusedShare, int windowEvents, int entities, int entitiesShifted) {}

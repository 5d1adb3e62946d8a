/** Hashing that detectors, triage and topology share. */
@NullMarked
package dev.winnow.detectors.hash;

import org.jspecify.annotations.NullMarked;

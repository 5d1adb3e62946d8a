/** Versioned binary state. */
@NullMarked
package dev.winnow.detectors.snapshot;

import org.jspecify.annotations.NullMarked;

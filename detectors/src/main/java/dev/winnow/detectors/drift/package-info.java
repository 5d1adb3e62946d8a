/** Per-feature and score-level change detectors. */
@NullMarked
package dev.winnow.detectors.drift;

import org.jspecify.annotations.NullMarked;

/** Feature sets, per-entity event-time windows and rarity. */
@NullMarked
package dev.winnow.detectors.feature;

import org.jspecify.annotations.NullMarked;

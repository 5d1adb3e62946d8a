/** Part of triage: band. */
@NullMarked
package dev.winnow.triage.band;

import org.jspecify.annotations.NullMarked;

/** Pure decisions over candidates and verdicts: adjust, calibrate, band, cluster. */
@NullMarked
package dev.winnow.triage;

import org.jspecify.annotations.NullMarked;

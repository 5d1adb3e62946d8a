/** Part of triage: calibrate. */
@NullMarked
package dev.winnow.triage.calibrate;

import org.jspecify.annotations.NullMarked;

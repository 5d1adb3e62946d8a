/** Part of triage: feedback. */
@NullMarked
package dev.winnow.triage.feedback;

import org.jspecify.annotations.NullMarked;

/** What triage is given: a candidate with its score and attribution. */
@NullMarked
package dev.winnow.triage.candidate;

import org.jspecify.annotations.NullMarked;

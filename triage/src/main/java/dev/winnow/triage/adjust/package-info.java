/** Part of triage: adjust. */
@NullMarked
package dev.winnow.triage.adjust;

import org.jspecify.annotations.NullMarked;

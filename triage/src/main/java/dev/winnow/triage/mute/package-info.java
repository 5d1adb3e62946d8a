/** Part of triage: mute. */
@NullMarked
package dev.winnow.triage.mute;

import org.jspecify.annotations.NullMarked;

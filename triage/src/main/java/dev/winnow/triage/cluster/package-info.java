/** Part of triage: cluster. */
@NullMarked
package dev.winnow.triage.cluster;

import org.jspecify.annotations.NullMarked;

/** Refused records. */
@NullMarked
package dev.winnow.topology.deadletter;

import org.jspecify.annotations.NullMarked;

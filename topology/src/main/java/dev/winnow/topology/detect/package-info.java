/** Events to candidates and model notes. */
@NullMarked
package dev.winnow.topology.detect;

import org.jspecify.annotations.NullMarked;

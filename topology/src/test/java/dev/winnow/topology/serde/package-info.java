/** Tests of the wire formats. */
@NullMarked
package dev.winnow.topology.serde;

import org.jspecify.annotations.NullMarked;

/** From bytes on input topics to records keyed as the stages need them. */
@NullMarked
package dev.winnow.topology.ingest;

import org.jspecify.annotations.NullMarked;

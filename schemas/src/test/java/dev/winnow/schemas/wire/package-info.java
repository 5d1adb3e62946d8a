/** Tests of the Avro contracts: documentation, evolution and the page that lists the topics. */
@NullMarked
package dev.winnow.schemas.wire;

import org.jspecify.annotations.NullMarked;

/** What stands on Winnow's own topics: the contracts, their history, and the encoding of records. */
@NullMarked
package dev.winnow.schemas.wire;

import org.jspecify.annotations.NullMarked;

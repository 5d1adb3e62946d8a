/** The normalised event. */
@NullMarked
package dev.winnow.schemas.event;

import org.jspecify.annotations.NullMarked;

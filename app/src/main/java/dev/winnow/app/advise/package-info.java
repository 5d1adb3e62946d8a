/** Looks at a sample of somebody's data and says what to do with it. */
@NullMarked
package dev.winnow.app.advise;

import org.jspecify.annotations.NullMarked;

/** Tests of the advice. */
@NullMarked
package dev.winnow.app.advise;

import org.jspecify.annotations.NullMarked;

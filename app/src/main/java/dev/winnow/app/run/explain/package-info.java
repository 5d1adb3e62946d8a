/** {@code winnow explain}: why an event became an alert, and what it would have been with other values. */
@NullMarked
package dev.winnow.app.run.explain;

import org.jspecify.annotations.NullMarked;

/** What is true about the alerts of a synthetic day, and an analyst who knows it. */
@NullMarked
package dev.winnow.app.demo.analyst;

import org.jspecify.annotations.NullMarked;

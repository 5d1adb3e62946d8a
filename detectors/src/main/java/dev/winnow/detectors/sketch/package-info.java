/** Small summaries of long streams, with stated errors: how many, how often, which, how large, how alike. */
@NullMarked
package dev.winnow.detectors.sketch;

import org.jspecify.annotations.NullMarked;

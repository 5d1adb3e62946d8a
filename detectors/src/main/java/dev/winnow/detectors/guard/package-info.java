/** Guards in front of learning: nobody teaches a model more than others by sending more. */
@NullMarked
package dev.winnow.detectors.guard;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.winnow.detectors.forest;

import org.jspecify.annotations.NullMarked;

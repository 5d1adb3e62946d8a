/** How a block of settings says what is wrong with it. */
@NullMarked
package dev.winnow.detectors.setting;

import org.jspecify.annotations.NullMarked;

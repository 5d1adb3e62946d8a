/** Tests of the embedded broker. */
@NullMarked
package dev.winnow.app.broker;

import org.jspecify.annotations.NullMarked;

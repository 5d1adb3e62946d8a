package dev.winnow.app.cli;

import dev.winnow.app.config.RequiredTopics;
import dev.winnow.app.docs.PublishedSchema;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs commands one after the other in one JVM, for tests of shell text: a JVM for each would cost a second each. Its directory is that
 * of the commands. A request is the number of arguments and the arguments, each ended by NUL; the answer is the exit code in a line
 * and then stdout. A document that its schema refuses makes the exit code 99.
 */
public final class CommandServer {
    /** Exit code for a document that is not as docs/json says. */
    static final int WRONG_DOCUMENT = 99;

    private CommandServer() {}

    public static void main(String[] args) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
            System.out.println(server.getLocalPort());
            while (true) {
                try (Socket client = server.accept()) {
                    answer(client);
                }
            }
        }
    }

    private static void answer(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        int count = Integer.parseInt(text(in));
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            arguments.add(text(in));
        }
        StringWriter out = new StringWriter();
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        err.println("$ winnow " + String.join(" ", arguments));
        int code = Main.run(
                new CommandContext(Map.of(), RequiredTopics::of),
                new PrintWriter(out, true),
                err,
                arguments.toArray(String[]::new));
        if (arguments.contains("--json") && out.getBuffer().length() > 0) {
            List<String> faults = PublishedSchema.faultsOfCommand(arguments, out.toString());
            if (!faults.isEmpty()) {
                err.println(faults);
                code = WRONG_DOCUMENT;
            }
        }
        OutputStream reply = client.getOutputStream();
        reply.write((code + "\n" + out).getBytes(StandardCharsets.UTF_8));
        reply.flush();
    }

    private static String text(DataInputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int b = in.read(); b > 0; b = in.read()) {
            text.append((char) b);
        }
        return new String(text.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}

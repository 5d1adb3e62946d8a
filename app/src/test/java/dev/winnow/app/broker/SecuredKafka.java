package dev.winnow.app.broker;

import dev.winnow.app.config.RequiredRights.Right;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;

/**
 * A broker with ACLs and two doors: one for the principal {@code User:winnow}, by SASL, and one for tests, who may do everything.
 */
public final class SecuredKafka implements AutoCloseable {
    private static final String PRINCIPAL = "User:winnow";
    private static final String MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule required ";

    private final EmbeddedKafka broker;
    private final int securedPort;

    public SecuredKafka(Path directory) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            securedPort = socket.getLocalPort();
        }
        broker = EmbeddedKafka.start(directory, this::secure);
    }

    private void secure(Properties properties) {
        String door = ",SASL_PLAINTEXT://127.0.0.1:" + securedPort;
        properties.merge("listeners", door, (own, added) -> own + "" + added);
        properties.merge("advertised.listeners", door, (own, added) -> own + "" + added);
        properties.merge(
                "listener.security.protocol.map", ",SASL_PLAINTEXT:SASL_PLAINTEXT", (own, added) -> own + "" + added);
        properties.setProperty("sasl.enabled.mechanisms", "PLAIN");
        properties.setProperty(
                "listener.name.sasl_plaintext.plain.sasl.jaas.config", MODULE + "user_winnow=\"door key\";");
        properties.setProperty("authorizer.class.name", StandardAuthorizer.class.getName());
        properties.setProperty("super.users", "User:ANONYMOUS");
    }

    /** Where tests get in. */
    public String open() {
        return broker.bootstrapServers();
    }

    /** The block {@code kafka} of a configuration that comes in as {@code User:winnow}; writes the file with the password. */
    public String configuration(Path directory) throws IOException {
        Files.writeString(directory.resolve("jaas.conf"), MODULE + "username=\"winnow\" password=\"door key\";");
        return """
            kafka:
              bootstrapServers: "127.0.0.1:%d"
              client: {security.protocol: SASL_PLAINTEXT, sasl.mechanism: PLAIN, sasl.jaas.configFile: jaas.conf}
            """.formatted(securedPort);
    }

    /** Grants what a right has; no more than that. */
    public static void grant(Admin admin, List<Right> rights) {
        List<AclBinding> bindings = new ArrayList<>();
        rights.forEach(right -> bindings.addAll(bindings(right)));
        try {
            admin.createAcls(bindings).all().get(30, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** Takes a right back. */
    public static void revoke(Admin admin, Right right) {
        List<AclBindingFilter> filters =
                bindings(right).stream().map(AclBinding::toFilter).toList();
        try {
            admin.deleteAcls(filters).all().get(30, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** An admin client of the tests' own door. */
    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", open()));
    }

    private static List<AclBinding> bindings(Right right) {
        return right.operations().stream()
                .map(operation -> new AclBinding(
                        new ResourcePattern(right.resource(), right.name(), right.pattern()),
                        new AccessControlEntry(PRINCIPAL, "*", operation, AclPermissionType.ALLOW)))
                .toList();
    }

    @Override
    public void close() {
        broker.close();
    }
}

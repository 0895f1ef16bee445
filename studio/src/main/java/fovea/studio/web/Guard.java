package fovea.studio.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HttpResponseException;
import io.javalin.http.SameSite;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lets in who knows the token, from the studio's own page only. The token is in the address that is
 * opened first, and then in a cookie. Names of hosts that are not this machine's are refused, since
 * a foreign page could point its own name here (DNS rebinding).
 */
public final class Guard {

  /** Largest body of a request in bytes. */
  public static final int MAX_BODY = 20 << 20;

  private static final Set<String> READING = Set.of("GET", "HEAD");
  private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
              + " media-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'self';"
              + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Permissions-Policy",
          "camera=(self), microphone=(), geolocation=()",
          "Cache-Control",
          "no-cache");

  private final String token;
  private final Set<String> hosts;

  /**
   * @param token what a visitor must know
   * @param hosts the names and addresses under which the studio may be visited, without ports
   */
  public Guard(String token, Set<String> hosts) {
    this.token = token;
    this.hosts = Set.copyOf(hosts);
  }

  /** Checks every request before it is handled. */
  public void register(RoutesConfig routes) {
    routes.before(this::check);
  }

  private void check(Context context) {
    HEADERS.forEach(context::header);
    requireHost(context);
    requireOwnPage(context);
    requireToken(context);
    requireSmall(context);
  }

  private void requireHost(Context context) {
    String host = Optional.ofNullable(context.host()).orElse("");
    String name = host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    if (!hosts.contains(name)) {
      throw new ForbiddenResponse("this studio is not called '%s'".formatted(name));
    }
  }

  private static void requireOwnPage(Context context) {
    String origin = context.header("Origin");
    if (origin != null && !origin.equals("http://" + context.host())) {
      throw new ForbiddenResponse("requests of other pages are refused");
    }
    String site = context.header("Sec-Fetch-Site");
    boolean visit =
        READING.contains(context.method().name()) && context.path().equals("/"); // from a link
    if (site != null && !visit && !OWN_SITE.contains(site)) {
      throw new ForbiddenResponse("requests of other pages are refused");
    }
  }

  private void requireToken(Context context) {
    String cookie = "fovea-" + context.req().getLocalPort(); // cookies do not tell ports apart
    if (same(context.cookie(cookie))) {
      return;
    }
    if (!same(context.queryParam("token"))) {
      throw new ForbiddenResponse(
          "open the address that 'fovea studio' printed: it holds the token that lets you in");
    }
    context.cookie(new Cookie(cookie, token, "/", -1, false, true, null, SameSite.STRICT));
  }

  private boolean same(String given) {
    return given != null
        && MessageDigest.isEqual(
            given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }

  private static void requireSmall(Context context) {
    if (READING.contains(context.method().name())) {
      return;
    }
    if (context.header("Transfer-Encoding") != null) {
      throw new HttpResponseException(411, "a request must tell its length");
    }
    if (context.req().getContentLengthLong() > MAX_BODY) {
      throw new HttpResponseException(
          413, "a request can have %s MB at most".formatted(MAX_BODY >> 20));
    }
  }
}

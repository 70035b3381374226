package dev.agentruntime.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Problems of requests that never reach a handler because the server itself cannot read them. */
final class PlainErrors implements Request.Handler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Problem problem =
        Problem.of(
            ProblemCode.ofStatus(response.getStatus()),
            "the request line or a header is malformed or too long");
    String path = Optional.ofNullable(request.getHttpURI().getPath()).orElse("/");
    byte[] body =
        problem
            .json(path, Trace.of(Optional.empty()).id())
            .canonical()
            .getBytes(StandardCharsets.UTF_8);
    response.setStatus(problem.code().status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
    response.write(true, ByteBuffer.wrap(body), callback);
    return true;
  }
}

#include "interop_server.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "anqa/otp/call.hpp"
#include "anqa/runtime/await.hpp"

namespace anqa::http {
namespace {

struct Started {
  Pid server;
  std::uint16_t port = 0;
};

Task<Started> start_server(Server::Options options) {
  const auto server = anqa::start<Server>(std::move(options));
  co_return Started{server.pid(), co_await call(server, Server::Port{})};
}

Task<void> stop_server(Pid server) {
  exit(server, ExitReason::kill);  // nobody is its parent any more, who could ask it
  co_await down(server);
}

Task<std::size_t> count_connections(Pid server) {
  co_return co_await call(anqa::Server<Server>(server), Server::ConnectionCount{});
}

/// Sends back each piece of the request's body as it comes.
struct EchoPieces {
  std::string beginning;
  BodyReader more;
  Task<void> operator()(BodyWriter writer) const { return run(beginning, more, std::move(writer)); }
  static Task<void> run(std::string beginning, BodyReader more, BodyWriter writer) {
    co_await writer.write(std::move(beginning));
    while (more) {
      auto piece = co_await more.read();
      if (!piece || piece->empty() || !co_await writer.write(std::move(*piece))) co_return;
    }
  }
};

struct CountBytes {
  static Task<Response> run(Request request) {
    std::size_t size = request.body.size();
    while (request.more) {
      auto piece = co_await request.more.read();
      if (!piece) co_return Response::text(400, piece.error().message);
      if (piece->empty()) break;
      size += piece->size();
    }
    co_return Response::text(200, std::to_string(size));
  }
};

Task<void> three_pieces(BodyWriter writer) {
  for (int i = 0; i < 3; ++i) {
    co_await writer.write("piece " + std::to_string(i) + "\n");
    co_await yield();
  }
}

Task<void> breaks_off(BodyWriter writer) {
  co_await writer.write("the beginning");
  throw std::runtime_error("the end does not come");
}

Answer handle(Request request) {
  const std::string path(request.path());
  if (path == "/throw") throw std::runtime_error("boom");
  if (path == "/stream") return Response::stream(200, "text/plain", StreamBody(&three_pieces));
  if (path == "/broken") return Response::stream(200, "text/plain", StreamBody(&breaks_off));
  if (path == "/large") return Response::text(200, std::string(5'000'000, 'x'));
  if (path == "/file") {
    const std::string file = std::string(request.query());
    return Response::file(200, "application/octet-stream",
                          {.path = file, .offset = 0, .length = std::filesystem::file_size(file)});
  }
  if (path == "/count") return CountBytes::run(std::move(request));
  if (path == "/echo") {
    return Response::stream(200, "application/octet-stream",
                            StreamBody(EchoPieces{std::move(request.body), std::move(request.more)}));
  }
  std::string text(to_string(request.method));
  text += " " + request.scheme + "://" + std::string(request.host()) + request.target + " HTTP/" +
          std::to_string(request.major_version);
  text += " cookie=" + std::string(request.headers.get_or("cookie", "")) + " body=" + request.body;
  if (request.tls) text += " " + request.tls->version + " to " + request.tls->server_name;
  if (request.tls && !request.tls->peer_certificate.empty()) text += " shown a certificate";
  Response response = Response::text(200, std::move(text));
  response.headers.add("X-Mixed-Case", "yes");
  response.headers.add("connection", "keep-alive");
  return response;
}

}  // namespace

Scratch::Scratch() {
  std::string folder = (std::filesystem::temp_directory_path() / "anqa_interop_XXXXXX").string();
  if (!::mkdtemp(folder.data())) throw std::runtime_error("no temporary folder: " + folder);
  folder_ = folder;
}

Scratch::~Scratch() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string Scratch::file(const std::string& name, const std::string& content) const {
  std::ofstream(folder_ / name, std::ios::binary) << content;
  return file(name);
}

InteropServer::InteropServer(Over over, Server::Options options) : tls_(over != Over::clear) {
  if (tls_) {
    const std::string made = output_of(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=localhost "
        "-addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout " +
        scratch_.file("key.pem") + " -out " + certfile());
    if (!std::filesystem::exists(certfile())) throw std::runtime_error("no certificate: " + made);
    options.tls = Tls{.certfile = certfile(), .keyfile = keyfile()};
    if (over == Over::mutual_tls) options.tls->cacertfile = certfile();
  }
  options.handler = &handle;
  const Started started = system_.run(&start_server, std::move(options));
  server_ = started.server;
  port_ = started.port;
}

InteropServer::~InteropServer() { system_.run(&stop_server, server_); }

std::string InteropServer::url(const std::string& path) const {
  return std::string(tls_ ? "https" : "http") + "://localhost:" + port() + path;
}

std::size_t InteropServer::connections() { return system_.run(&count_connections, server_); }

std::string output_of(const std::string& command) {
  const std::unique_ptr<std::FILE, decltype(&::pclose)> pipe(::popen((command + " 2>&1").c_str(), "r"),
                                                             &::pclose);
  if (!pipe) throw std::runtime_error("cannot run " + command);
  std::string output;
  char buffer[4096];
  std::size_t got = 0;
  while ((got = std::fread(buffer, 1, sizeof buffer, pipe.get())) > 0) output.append(buffer, got);
  return output;
}

}  // namespace anqa::http

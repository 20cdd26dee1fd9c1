#include "anqa/http/internal/transport.hpp"

#include <gmock/gmock.h>
#include <sys/socket.h>

#include <array>
#include <stdexcept>

#include "anqa/http/internal/test_certificate.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa::http::detail {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

constexpr std::chrono::seconds limit{20};

Task<void> write_all(Transport* to, std::string bytes) {
  std::string_view left = bytes;
  while (!left.empty()) {
    const IoResult wrote = to->write(left);
    if (wrote.status == IoResult::Status::done) {
      left.remove_prefix(wrote.bytes);
    } else if (wrote.status != IoResult::Status::would_block || !co_await to->writable(limit)) {
      co_return;
    }
  }
}

/// Reads until as much has come, or to the end.
Task<std::string> read_some(Transport* from, std::size_t size) {
  std::string got;
  std::array<char, 1000> buffer{};  // less than a record
  while (got.size() < size) {
    const IoResult read = from->read(buffer.data(), buffer.size());
    if (read.status == IoResult::Status::done) {
      got.append(buffer.data(), read.bytes);
    } else if (read.status != IoResult::Status::would_block) {
      co_return got + (read.status == IoResult::Status::closed ? "<closed>" : "<failed>");
    } else if (!co_await from->readable(limit)) {
      co_return got + "<nothing came>";
    }
  }
  co_return got;
}

constexpr std::size_t much = 3'000'000;

/// Answers with what it is sent; ends behind a "." or "!", in order or not; reads much behind a "#".
Task<void> echo(std::shared_ptr<const TlsContext> context, int fd) {
  Transport server(TcpStream::adopt(fd), TlsSession::server(context));
  for (;;) {
    const std::string got = co_await read_some(&server, 1);
    if (got.starts_with("!")) co_return server.abort();
    if (got.starts_with(".") || got.starts_with("<")) co_return server.close();
    if (got.starts_with("#")) co_await read_some(&server, much - got.size());
    co_await write_all(&server, got.substr(0, 1));
  }
}

Transport client_of(const std::shared_ptr<const TlsContext>& server,
                    const std::shared_ptr<const TlsContext>& client, const std::string& host) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) != 0) throw std::runtime_error("no pair");
  spawn(&echo, server, ends[0]);
  return {TcpStream::adopt(ends[1]), TlsSession::client(client, host)};
}

class HttpTransport : public testing::Test {
 protected:
  using Body = Task<std::string> (*)(std::shared_ptr<const TlsContext>, std::shared_ptr<const TlsContext>,
                                     std::string);
  std::string run(Body body, const std::string& argument, const TlsContext::ClientOptions& client) {
    return system_.run(body,
                       TlsContext::server({.certfile = files_.certfile(), .keyfile = files_.keyfile()}, true),
                       TlsContext::client(client), argument);
  }
  std::string run(Body body, const std::string& argument = {}) {
    return run(body, argument, {.cacertfile = files_.certfile()});
  }

  TestCertificate files_;
  System system_;
};

TEST_F(HttpTransport, CarriesBytesBothWays) {
  const auto body = [](std::shared_ptr<const TlsContext> server, std::shared_ptr<const TlsContext> client,
                       std::string) -> Task<std::string> {
    Transport transport = client_of(server, client, "localhost");
    if (auto shaken = co_await transport.handshake(limit); !shaken) co_return shaken.error().message;
    std::string result;
    for (const char c : std::string("abc")) {
      co_await write_all(&transport, std::string(1, c));
      result += co_await read_some(&transport, 1);
    }
    co_await write_all(&transport, std::string(much, '#'));  // more than the sockets hold
    result += co_await read_some(&transport, 1);
    co_await write_all(&transport, ".");
    result += co_await read_some(&transport, 1);
    co_return result += transport.tls()->info().version + " " + std::string(transport.tls()->protocol());
  };
  EXPECT_EQ(run(body), "abc#<closed>TLSv1.3 http/1.1");
}

TEST_F(HttpTransport, TellsACutFromAnEnd) {
  const auto body = [](std::shared_ptr<const TlsContext> server, std::shared_ptr<const TlsContext> client,
                       std::string) -> Task<std::string> {
    Transport transport = client_of(server, client, "localhost");
    if (auto shaken = co_await transport.handshake(limit); !shaken) co_return shaken.error().message;
    co_await write_all(&transport, "!");
    std::string result = co_await read_some(&transport, 1);
    co_return result += co_await read_some(&transport, 1);
  };
  EXPECT_THAT(run(body), EndsWith("<failed><failed>"));
}

TEST_F(HttpTransport, TrustsOnlyACertificateForItsHost) {
  const auto body = [](std::shared_ptr<const TlsContext> server, std::shared_ptr<const TlsContext> client,
                       std::string host) -> Task<std::string> {
    Transport transport = client_of(server, client, host);
    const auto shaken = co_await transport.handshake(limit);
    co_return shaken ? "trusted" : shaken.error().message;
  };
  EXPECT_EQ(run(body, "localhost"), "trusted");
  EXPECT_EQ(run(body, "127.0.0.1"), "trusted");
  EXPECT_THAT(run(body, "evil.example"), HasSubstr("not trusted: hostname mismatch"));
  EXPECT_THAT(run(body, "127.0.0.2"), HasSubstr("not trusted: IP address mismatch"));
  EXPECT_THAT(run(body, "localhost", {}), HasSubstr("not trusted: self-signed certificate"));
  EXPECT_EQ(run(body, "evil.example", {.verify = false}), "trusted");
}

TEST_F(HttpTransport, SaysWhichFileCannotBeUsed) {
  const auto error = [](const Tls& options) -> std::string {
    try {
      TlsContext::server(options, true);
    } catch (const std::runtime_error& refused) {
      return refused.what();
    }
    return "accepted";
  };
  const TestCertificate other;
  const std::string nothing = files_.file("nothing.pem", "");
  const std::string nonsense = files_.file("nonsense.pem", "no PEM at all\n");
  EXPECT_EQ(error({.certfile = files_.certfile(), .keyfile = files_.keyfile()}), "accepted");
  EXPECT_EQ(error({.certfile = "", .keyfile = files_.keyfile()}), "tls: no certfile was given");
  EXPECT_EQ(error({.certfile = "missing.pem", .keyfile = files_.keyfile()}),
            "tls: certfile \"missing.pem\" cannot be used: No such file or directory");
  EXPECT_THAT(error({.certfile = nothing, .keyfile = files_.keyfile()}), HasSubstr("is empty"));
  EXPECT_THAT(error({.certfile = nonsense, .keyfile = files_.keyfile()}),
              HasSubstr("no certificate in PEM could be read (no start line)"));
  EXPECT_THAT(error({.certfile = files_.certfile(), .keyfile = "/"}),
              HasSubstr("keyfile \"/\" cannot be used"));
  EXPECT_THAT(error({.certfile = files_.certfile(), .keyfile = nonsense}),
              HasSubstr("no private key in PEM without a passphrase could be read"));
  EXPECT_THAT(error({.certfile = files_.certfile(), .keyfile = other.keyfile()}),
              HasSubstr("it is not the key of the certificate in \"" + files_.certfile()));
  EXPECT_THAT(error({.certfile = files_.certfile(), .keyfile = files_.keyfile(), .cacertfile = nonsense}),
              HasSubstr("cacertfile"));
}

}  // namespace
}  // namespace anqa::http::detail

#include <gmock/gmock.h>

#include "interop_server.hpp"

namespace anqa::http {
namespace {

using testing::HasSubstr;
using testing::Not;
using Over = InteropServer::Over;

class OpenSsl : public testing::Test {
 protected:
  /// What `openssl s_client` says of a handshake and of what it gets for the request.
  std::string client(const std::string& arguments, const std::string& request = "") {
    return output_of("printf '" + request +
                     "' | timeout 60 openssl s_client -connect localhost:" + server_.port() + " -CAfile " +
                     server_.certfile() + " -verify_return_error -servername localhost " + arguments);
  }
  InteropServer server_{Over::tls};
};

TEST_F(OpenSsl, AgreesOnTls13AndHttp2) {
  const std::string log = client("-alpn h2,http/1.1");
  EXPECT_THAT(log, HasSubstr("New, TLSv1.3"));
  EXPECT_THAT(log, HasSubstr("ALPN protocol: h2"));
  EXPECT_THAT(log, HasSubstr("Verification: OK"));
}

TEST_F(OpenSsl, AgreesOnTls12WithForwardSecrecyOnly) {
  const std::string log = client("-tls1_2 -alpn http/1.1");
  EXPECT_THAT(log, HasSubstr("New, TLSv1.2, Cipher is ECDHE-ECDSA-"));
  EXPECT_THAT(log, HasSubstr("ALPN protocol: http/1.1"));
  EXPECT_THAT(log, HasSubstr("Secure Renegotiation IS supported"));
  EXPECT_THAT(client("-tls1_2 -cipher 'AES256-SHA:ECDHE-ECDSA-AES128-SHA'"), HasSubstr("handshake failure"));
  EXPECT_THAT(client("-tls1_1 -cipher DEFAULT@SECLEVEL=0"), HasSubstr("alert protocol version"));
}

TEST_F(OpenSsl, RefusesProtocolsThatNobodySpeaks) {
  EXPECT_THAT(client("-alpn gopher"), HasSubstr("no application protocol"));
}

TEST_F(OpenSsl, AnswersWithoutAlpnInHttp1) {
  const std::string log =
      client("-quiet -ign_eof", "GET /a HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n");
  EXPECT_THAT(log, HasSubstr("HTTP/1.1 200 OK"));
  EXPECT_THAT(log, HasSubstr("GET https://localhost/a HTTP/1"));
}

TEST_F(OpenSsl, ResumesASession) {
  const std::string session = server_.scratch().file("session");
  const std::string request = "GET /a HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n";
  EXPECT_THAT(client("-ign_eof -sess_out " + session, request), HasSubstr("New, TLSv1.3"));
  EXPECT_THAT(client("-ign_eof -sess_in " + session, request), HasSubstr("Reused, TLSv1.3"));
}

TEST(OpenSslMutual, AsksClientsForACertificate) {
  InteropServer server(Over::mutual_tls);
  const std::string curl = "curl -sS -m 60 --cacert " + server.certfile() + " " + server.url("/a");
  EXPECT_THAT(output_of(curl + " --cert " + server.certfile() + " --key " + server.keyfile()),
              HasSubstr("to localhost shown a certificate"));
  EXPECT_THAT(output_of(curl), Not(HasSubstr("to localhost")));
  // One that has sent nothing yet gets to read why; to one that has, the closed connection may come first.
  EXPECT_THAT(output_of("timeout 60 openssl s_client -ign_eof -connect localhost:" + server.port() +
                        " -CAfile " + server.certfile() + " </dev/null"),
              HasSubstr("certificate required"));
}

TEST_F(OpenSsl, TellsAClientWithoutTlsWhatItMissed) {
  const std::string answer = output_of("curl -sS -i -m 60 http://localhost:" + server_.port() + "/");
  EXPECT_THAT(answer, HasSubstr("400 Bad Request"));
  EXPECT_THAT(answer, HasSubstr("This port speaks HTTPS only."));
}

}  // namespace
}  // namespace anqa::http

#include "anqa/http/internal/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>

namespace anqa::http::detail {
namespace {

// Forward secrecy and authenticated encryption only (RFC 9113 §9.2.2); those of TLS 1.3 all are.
constexpr auto ciphers_of_tls12 = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr std::string_view http2_and_http1("\x02h2\x08http/1.1", 12);
constexpr std::string_view only_http1("\x08http/1.1", 9);

[[noreturn]] void refuse(std::string_view what, const std::string& file, const std::string& why) {
  throw std::runtime_error("tls: " + std::string(what) + " \"" + file + "\" cannot be used: " + why);
}

/// OpenSSL says little more than "system lib" about a file that is not there.
void check_readable(std::string_view what, const std::string& file) {
  if (file.empty()) throw std::runtime_error("tls: no " + std::string(what) + " was given");
  std::ifstream stream(file);
  if (!stream || stream.peek() == std::ifstream::traits_type::eof())
    refuse(what, file, !stream && errno != 0 ? std::strerror(errno) : "it is empty or no file");
}

/// A server cannot ask for a passphrase, and OpenSSL would at the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* in,
                    unsigned in_size, void* given) {
  const auto& ours = *static_cast<const std::string*>(given);
  // The server's order decides.
  const int found = SSL_select_next_proto(const_cast<unsigned char**>(out), out_size,
                                          reinterpret_cast<const unsigned char*>(ours.data()),
                                          static_cast<unsigned>(ours.size()), in, in_size);
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

}  // namespace

std::string take_openssl_error() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (code == 0) return "unknown error";
  const char* reason = ERR_reason_error_string(code);
  return reason ? reason : "error " + std::to_string(code);
}

TlsContext::TlsContext() : context_(SSL_CTX_new(TLS_method())) {
  if (!context_) throw std::runtime_error("tls: " + take_openssl_error());
  SSL_CTX_set_min_proto_version(context_, TLS1_2_VERSION);
  SSL_CTX_set_options(context_, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_cipher_list(context_, ciphers_of_tls12);
  SSL_CTX_set_mode(context_, SSL_MODE_RELEASE_BUFFERS |  // an idle connection holds none
                                 SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(context_, 1);                           // a record in one system call instead of two
  SSL_CTX_set_session_cache_mode(context_, SSL_SESS_CACHE_OFF);  // tickets resume; nothing grows here
  SSL_CTX_set_default_passwd_cb(context_, no_passphrase);
}

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

std::shared_ptr<const TlsContext> TlsContext::server(const Tls& options, bool http2) {
  std::shared_ptr<TlsContext> made(new TlsContext);
  check_readable("certfile", options.certfile);
  check_readable("keyfile", options.keyfile);
  ERR_clear_error();
  if (SSL_CTX_use_certificate_chain_file(made->context_, options.certfile.c_str()) != 1)
    refuse("certfile", options.certfile,
           "no certificate in PEM could be read (" + take_openssl_error() + ")");
  if (SSL_CTX_use_PrivateKey_file(made->context_, options.keyfile.c_str(), SSL_FILETYPE_PEM) != 1) {
    // Loading a key already compares it with the certificate.
    const bool mismatch = ERR_GET_REASON(ERR_peek_error()) == X509_R_KEY_VALUES_MISMATCH ||
                          ERR_GET_REASON(ERR_peek_error()) == X509_R_KEY_TYPE_MISMATCH;
    const std::string error = take_openssl_error();
    refuse("keyfile", options.keyfile,
           mismatch ? "it is not the key of the certificate in \"" + options.certfile + "\""
                    : "no private key in PEM without a passphrase could be read (" + error + ")");
  }
  if (!options.cacertfile.empty()) {
    check_readable("cacertfile", options.cacertfile);
    if (SSL_CTX_load_verify_file(made->context_, options.cacertfile.c_str()) != 1)
      refuse("cacertfile", options.cacertfile,
             "no certificate in PEM could be read (" + take_openssl_error() + ")");
    SSL_CTX_set_client_CA_list(made->context_, SSL_load_client_CA_file(options.cacertfile.c_str()));
    SSL_CTX_set_verify(made->context_, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  // Without it a client that shows a certificate could not resume.
  constexpr std::string_view id = "anqa";
  SSL_CTX_set_session_id_context(made->context_, reinterpret_cast<const unsigned char*>(id.data()),
                                 static_cast<unsigned>(id.size()));
  made->protocols_ = http2 ? http2_and_http1 : only_http1;
  SSL_CTX_set_alpn_select_cb(made->context_, choose_protocol, &made->protocols_);
  return made;
}

std::shared_ptr<const TlsContext> TlsContext::client(const ClientOptions& options) {
  std::shared_ptr<TlsContext> made(new TlsContext);
  made->verifies_ = options.verify;
  ERR_clear_error();
  if (!options.cacertfile.empty()) {
    check_readable("cacertfile", options.cacertfile);
    if (SSL_CTX_load_verify_file(made->context_, options.cacertfile.c_str()) != 1)
      refuse("cacertfile", options.cacertfile,
             "no certificate in PEM could be read (" + take_openssl_error() + ")");
  } else if (options.verify) {
    SSL_CTX_set_default_verify_paths(made->context_);
  }
  SSL_CTX_set_verify(made->context_, options.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  made->protocols_ = only_http1;
  SSL_CTX_set_alpn_protos(made->context_, reinterpret_cast<const unsigned char*>(made->protocols_.data()),
                          static_cast<unsigned>(made->protocols_.size()));
  return made;
}

}  // namespace anqa::http::detail

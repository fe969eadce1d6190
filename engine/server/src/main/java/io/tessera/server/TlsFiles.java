package io.tessera.server;

import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Keys and certificates for TLS, from files. */
public final class TlsFiles {
  private TlsFiles() {}

  /**
   * A server's own key.
   *
   * @param keystore PKCS #12 with one key and its certificates
   * @throws InputException if the file or the password is at fault
   */
  public static SSLContext server(Path keystore, char[] password) {
    try (InputStream in = Files.newInputStream(keystore)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, password);
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new InputException("the key in " + keystore + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * What a client trusts: certificates in a file, nothing else.
   *
   * @param certificates PEM or DER
   * @throws InputException if the file holds none
   */
  public static SSLContext client(Path certificates) {
    try (InputStream in = Files.newInputStream(certificates)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int n = 0;
      for (Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("trusted " + n++, c);
      }
      if (n == 0) {
        throw new InputException(certificates + " holds no certificate");
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new InputException(
          "the certificate in " + certificates + " cannot be read: " + e.getMessage(), e);
    }
  }
}

import java.util.Properties;
import org.apache.solr.embedded.JettyConfig;
import org.apache.solr.embedded.JettySolrRunner;
import org.apache.zookeeper.server.ServerConfig;
import org.apache.zookeeper.server.ZooKeeperServerMain;

/**
 * Starts a Solr, or a ZooKeeper, on 127.0.0.1 until it is told to stop.
 *
 * <pre>
 * java -cp 'jars/*' Launcher.java solr HOME PORT             by itself
 * java -cp 'jars/*' Launcher.java solr HOME PORT ZOOKEEPER   a node of a SolrCloud
 * java -cp 'jars/*' Launcher.java zookeeper FOLDER PORT
 * </pre>
 */
public class Launcher {
  public static void main(String[] given) throws Exception {
    int port = Integer.parseInt(given[2]);
    if (given[0].equals("zookeeper")) {
      System.setProperty("zookeeper.admin.enableServer", "false");
      var config = new ServerConfig();
      config.parse(new String[] {String.valueOf(port), given[1]});
      new ZooKeeperServerMain().runFromConfig(config);
      return;
    }
    if (given.length > 3) {
      System.setProperty("zkHost", given[3]);
      System.setProperty("hostPort", given[2]);
    }
    var config = JettyConfig.builder().setContext("/solr").setPort(port).build();
    var solr = new JettySolrRunner(given[1], new Properties(), config);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(solr)));
    solr.start();
    System.out.println("Solr is at " + solr.getBaseUrl());
  }

  private static void stop(JettySolrRunner solr) {
    try {
      solr.stop();
    } catch (Exception trouble) {
      trouble.printStackTrace();
    }
  }
}
